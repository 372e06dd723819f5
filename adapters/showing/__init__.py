"""What every renderer shares: labels, the words behind a block, what belongs together, and strings made harmless."""
