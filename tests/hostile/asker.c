/* SPDX-License-Identifier: BSD-2-Clause */
/* Uses a disk that lies, until the liar has ended (lives.h). */
#include <cos/runtime.h>

#include "../blockd/client.h"
#include "../components/check.h"
#include "../restart/lives.h"

#define PAUSE_US 500 /* after a failure, which comes at once while the disk's link is broken */

static struct client client;

int main(const struct cos_start *start)
{
    static char bytes[BLOCK_BUFFER_BYTES];
    unsigned good = 0, failed = 0;

    client_open(&client, start, 0);
    while (!lives_are_over(0)) {
        enum block_kind kind = (good + failed) % 4 == 0 ? BLOCK_WRITE : BLOCK_READ;
        int64_t status = client_request(&client, kind, 0, sizeof bytes, bytes);

        good += status == 0;
        failed += status != 0;
        if (status != 0)
            cos_sleep(PAUSE_US);
    }
    check(good > 0 && failed > 0, "%u requests were done, %u failed", good, failed);
    return check_done();
}
