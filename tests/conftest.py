"""What every test may use."""

pytest_plugins = ["tests.elasticsearch.plugin"]
