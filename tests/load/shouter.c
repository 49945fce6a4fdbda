/* SPDX-License-Identifier: BSD-2-Clause */
/* Floods the console with what costs it most: many short lines, or none, or what is not plain text,
 * as its argument says. Never waits. */
#include <console.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>

int main(const struct cos_start *start)
{
    static const char lines[] = "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n",
                      line[] = "012345678901234567890123",
                      special[] = "\033[K\303\274\b\033[J\342\202\254\ra\b\b\rb\001\002\377\t\033[";
    const char *kind = (const char *)start->blobs[0].address;
    uint64_t text[CONSOLE_CHUNK / sizeof(uint64_t)];

    _Static_assert(sizeof special == sizeof text + 1, "a chunk");
    memcpy(text,
           strcmp(kind, "short") == 0     ? lines
           : strcmp(kind, "special") == 0 ? special
                                          : line,
           sizeof text);
    for (;;) {
        cos_call(COS_SLOT_CONSOLE, CONSOLE_METHOD(CONSOLE_WRITE, CONSOLE_CHUNK), text[0], text[1],
                 text[2]);
    }
}
