"""The HTTP service: the contract's calls over the agent, the storage and the render queue."""
