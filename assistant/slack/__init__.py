"""The Slack bot: a door to `Assistant` where a team already talks."""
