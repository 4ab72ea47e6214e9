-- Why a VMM failed. prehistoric: it did before reasons were written down.
CREATE TYPE vmm_failure_reason AS ENUM (
    'prehistoric',
    'from_sled_agent',
    'no_such_instance',
    'sled_expunged',
    'sled_off'
);
