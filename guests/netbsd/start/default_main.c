/* SPDX-License-Identifier: BSD-2-Clause */
/* For VMs without a local client, which only serve others: an archive member of its own. */
#include <thread.h>

int main(void)
{
    thread_exit();
}
