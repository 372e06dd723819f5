"""From what somebody asked in a group to the reply: the way that every chat platform shares."""
