"""Speed, as ratios against a baseline that runs side by side. Nothing here passes or fails."""
