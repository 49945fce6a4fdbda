/* SPDX-License-Identifier: BSD-2-Clause */
/* A client that trusts its server (captor.c) enough to call it, with a higher priority than the
 * server. */
#include "check.h"

#include <cos/runtime.h>
#include <cos/syscall.h>

int main(const struct cos_start *start)
{
    (void)start;
    cos_sleep(20000);
    check_result(cos_call(COS_SLOT_CALL, 0, 0, 0, 0).value, -COS_EDEAD,
                 "the end of the server lets its client go");
    return check_done();
}
