import journal


class ECSCluster(journal.Cluster):
    pass


class FargateCluster(journal.Cluster):
    pass
