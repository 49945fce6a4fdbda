/* SPDX-License-Identifier: BSD-2-Clause */
/* Opens a crash record in gdb. */
#ifndef CRASH_DEBUGGER_H
#define CRASH_DEBUGGER_H

#include "show.h"

/* Shows the record, then gdb takes this process's place, with the symbols of the component that the
 * thread was in. Returns only after an error. */
enum outcome crash_debug(struct crash_view *view, uint32_t index);

#endif
