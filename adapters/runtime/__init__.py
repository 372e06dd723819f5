"""What every adapter that runs for long shares: exit codes, logs, signals, supervision, work beside the event loop."""
