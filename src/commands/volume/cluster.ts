/** Why what Docker offers for the volumes of a swarm is refused. */
export const clusterReason = "cluster volumes belong to a swarm, and there is none";
