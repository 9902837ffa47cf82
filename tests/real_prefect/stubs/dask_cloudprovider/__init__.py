"""A stand-in for dask-cloudprovider, whose clusters start machines as they are made.

Up to release 0.4 the clusters of Amazon stood here, later in ``dask_cloudprovider.aws``.
"""

from .aws import ECSCluster, FargateCluster

__all__ = ["ECSCluster", "FargateCluster"]
