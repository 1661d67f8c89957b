"""Break documents in random places, and check that only that place is lost."""
