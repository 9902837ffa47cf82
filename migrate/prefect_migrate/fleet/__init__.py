"""Many repositories: the same work for each, here or on a cluster, and one table over all."""
