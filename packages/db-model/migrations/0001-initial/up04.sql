-- The oldest CPU platform that an instance can run on, where its user said so.
CREATE TYPE instance_cpu_platform AS ENUM (
    'amd_milan',
    'amd_turin',
    'amd_turin_v2'
);
