-- Two starts of one instance at the same time: the second one is refused here.
CREATE UNIQUE INDEX IF NOT EXISTS single_vmm_reservation_per_state
    ON sled_resource_vmm (instance_id, state)
    WHERE state != 'tombstoned';
