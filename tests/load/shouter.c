/* SPDX-License-Identifier: BSD-2-Clause */
/* Floods the console with what costs it most: many short lines, or none, as its argument says. Never waits. */
#include <console.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>

int main(const struct cos_start *start)
{
    static const char lines[] = "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n", line[] = "012345678901234567890123";
    const char *kind = (const char *)start->blobs[0].address;
    uint64_t text[CONSOLE_CHUNK / sizeof(uint64_t)];

    memcpy(text, strcmp(kind, "short") == 0 ? lines : line, sizeof text);
    for (;;) {
        cos_call(COS_SLOT_CONSOLE, CONSOLE_METHOD(CONSOLE_WRITE, CONSOLE_CHUNK), text[0], text[1], text[2]);
    }
}
