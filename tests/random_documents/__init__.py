"""Draw sound documents at random, and run the generated tests of their clients."""
