"""The content team's queue: questions that were not understood or have no reviewed answer, and what their writers then chose."""
