"""What a release must be before it is published: `make release-check`.

- `distributions` says which distributions there are, and which files each contains.
- `building` builds wheels and source distributions, in copies of the checkout.
- `archives` reads them.
- `checks` compares and inspects them; each check yields what is wrong.
- `versions` compares the versions that several files state.
- `installed` follows the tutorial in an environment with nothing but the wheels.
"""
