CREATE TYPE sled_cpu_family AS ENUM (
    'unknown',
    'amd_milan',
    'amd_turin',
    'amd_turin_dense'
);
