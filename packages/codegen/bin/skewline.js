#!/usr/bin/env node
// placeholder until the next minute
