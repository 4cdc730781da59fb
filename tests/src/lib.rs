//! The harness of the tests: see `tests/`.
