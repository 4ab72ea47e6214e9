-- The CPU platform that a VMM shows to its guest.
CREATE TYPE vmm_cpu_platform AS ENUM (
    'sled_default',
    'amd_milan',
    'amd_turin',
    'amd_turin_v2'
);
