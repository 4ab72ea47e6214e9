CREATE TABLE IF NOT EXISTS affinity_group_instance_membership (
    group_id uuid NOT NULL,
    instance_id uuid NOT NULL,
    PRIMARY KEY (group_id, instance_id)
);
