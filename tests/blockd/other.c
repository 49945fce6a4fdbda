/* SPDX-License-Identifier: BSD-2-Clause */
/* Another user, which writes its partition and reads it again for ever, with other contents in each
 * life. */
#include <cos/print.h>
#include <cos/runtime.h>

#include "client.h"

#define BLOCKS 16

static struct client client;

int main(const struct cos_start *start)
{
    bool said = false;

    client_open(&client, start, 0);
    for (client.generation = cos_tsc() & 0xffffff;; client.generation++) {
        bool good = client_run(&client, BLOCK_WRITE, BLOCKS, BLOCKS, 0, NULL) == BLOCKS &&
                    client_request(&client, BLOCK_FLUSH, 0, 0, NULL) == 0 &&
                    client_run(&client, BLOCK_READ, BLOCKS, BLOCKS, 0, NULL) == BLOCKS;

        if (!good) {
            cos_print("not ok - no other user changes its partition\n");
        } else if (!said) {
            cos_print("no other user changes its partition\n");
            said = true;
        }
    }
}
