/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes a disk and reads it, again and again, and checks what it reads. */
#include <cos/print.h>
#include <cos/runtime.h>

#include "../blockd/client.h"

#define BLOCKS   4
#define PAUSE_US 10000

static struct client client;

int main(const struct cos_start *start)
{
    client_open(&client, start, 0);
    for (client.generation = 1;; client.generation++) {
        bool good = client_run(&client, BLOCK_WRITE, BLOCKS, BLOCKS, 0, NULL) == BLOCKS &&
                    client_run(&client, BLOCK_READ, BLOCKS, BLOCKS, 0, NULL) == BLOCKS;

        cos_print("%s - data.disk keeps %lu\n", good ? "ok" : "not ok",
                  (unsigned long)client.generation);
        if (good)
            cos_alive();
        cos_sleep(PAUSE_US);
    }
}
