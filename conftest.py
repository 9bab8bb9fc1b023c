"""The fixtures of the whole house; rooms' own tests use the same ones."""

pytest_plugins = ["tests.network", "tests.world", "tests.server", "tests.app"]
