/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls a component that needs more of the caller's stack than there is: the callee ends, the
 * caller goes on. */
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "check.h"

int main(const struct cos_start *start)
{
    (void)start;
    check_result(cos_call(COS_SLOT_CALL, 0, 0, 0, 0).value, -COS_EDEAD,
                 "its stack there is too small");
    check_result(cos_call(COS_SLOT_CALL + 1, 1, 0, 0, 0).value, -COS_EDEAD, "by one frame, too");
    check_result(cos_call(COS_SLOT_CALL, 0, 0, 0, 0).value, -COS_EDENIED,
                 "it is not there any more");
    return check_done();
}
