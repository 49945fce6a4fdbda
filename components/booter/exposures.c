/* SPDX-License-Identifier: BSD-2-Clause */
/* Reports what remains open on a CPU that leaks by speculative execution (docs/speculation.md). */
#include "common.h"

#include <cos/print.h>

#define LINE 512

static const struct {
    uint32_t bit;
    const char *what;
} exposures[] = {
    {COS_EXPOSED_MELTDOWN, "all of memory (Meltdown)"},
    {COS_EXPOSED_BUFFERS, "what passed through the CPU's buffers (MDS and its like)"},
    {COS_EXPOSED_KERNEL, "what the kernel can see (Spectre 2 and its like)"},
    {COS_EXPOSED_BRANCHES, "what other components can see (no IBPB)"},
    {COS_EXPOSED_STORES, "what its own checks should hide (Spectre 4)"},
};

void check_exposures(void)
{
    uint32_t open = boot_info()->exposures & ~(uint32_t)COS_EXPOSED_OFF;
    char line[LINE];
    size_t length = 0;

    for (unsigned i = 0; i < sizeof exposures / sizeof exposures[0]; i++) {
        if ((open & exposures[i].bit) && length < sizeof line) {
            length += cos_format(line + length, sizeof line - length, "%s%s",
                                 length == 0 ? "" : ", ", exposures[i].what);
        }
    }
    if (open != 0 && image()->mitigations == EVM_MITIGATIONS_REQUIRED) {
        give_up("this CPU leaks by speculation, and the manifest demands one that does not "
                "(`mitigations: required`). A "
                "component may find out %s; use another CPU, or microcode that helps "
                "(docs/speculation.md)",
                line);
    }
    if (open != 0) {
        warn("this CPU leaks by speculation: a component may find out %s (docs/speculation.md)",
             line);
    }
}
