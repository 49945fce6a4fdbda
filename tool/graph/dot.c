/* SPDX-License-Identifier: BSD-2-Clause */
#include "dot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/shown.h"

/* Writes a line, with DOT's own signs escaped, and HTML's, which it takes in any label. */
static void put_line(const char *line)
{
    char *harmless = shown(line, false);

    for (const char *at = harmless; *at; at++) {
        if (*at == '"' || *at == '\\')
            putchar('\\');
        fputs(*at == '&' ? "&amp;" : (const char[]){*at, 0}, stdout);
    }
    free(harmless);
}

void dot_text(const char *string)
{
    char *copy = text("%s", string), *rest = copy, *line;

    putchar('"');
    while ((line = strsep(&rest, "\n"))) {
        put_line(line);
        if (rest)
            fputs("\\n", stdout);
    }
    putchar('"');
    free(copy);
}

void dot_node(const char *name, const char *label, const char *look)
{
    fputs("    ", stdout);
    dot_text(name);
    fputs(" [label=", stdout);
    dot_text(label);
    printf("%s%s];\n", *look ? ", " : "", look);
}

void dot_edge(const char *from, const char *to, const char *label, const char *look)
{
    fputs("  ", stdout);
    dot_text(from);
    fputs(" -> ", stdout);
    dot_text(to);
    fputs(" [label=", stdout);
    dot_text(label ? label : "");
    printf("%s%s];\n", *look ? ", " : "", look);
}

void dot_frame(const char *name, const char *label, const char *look)
{
    fputs("  subgraph ", stdout);
    dot_text(name);
    fputs(" {\n    label=", stdout);
    dot_text(label);
    printf("; %s;\n", look);
}

void dot_frame_end(void)
{
    puts("  }");
}
