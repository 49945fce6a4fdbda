/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * For VMs without a local client, which only serve others. It is an archive member of its own,
 * which the linker takes if no other object defines main(). This main() is never called.
 */
#include "start.h"

const char start_no_client = 1;

int main(void)
{
    return 0;
}
