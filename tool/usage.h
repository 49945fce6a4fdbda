/* SPDX-License-Identifier: BSD-2-Clause */
/* The help texts of `evm` and its verbs. */
#ifndef USAGE_H
#define USAGE_H

extern const char general_help[], check_help[], build_help[], run_help[], fault_help[],
    crash_help[], size_help[], import_help[], help_help[];

#endif
