"""What the agent says, and the events in which it says it."""
