-- Why a start failed.
CREATE TYPE start_attempt_code AS ENUM (
    'no_capacity',
    'required_sled_unavailable',
    'too_many_required_sleds',
    'contradictory_groups',
    'local_disks_on_several_sleds',
    'too_few_distinct_disks',
    'quota_exceeded',
    'sled_refused',
    'vmm_vanished',
    'instance_changed',
    'cancelled',
    'internal'
);
