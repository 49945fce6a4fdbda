/* SPDX-License-Identifier: BSD-2-Clause */
#include "graph.h"

#include <stdio.h>
#include <stdlib.h>

#include "dot.h"
#include "nodes.h"

void graph_print(const struct manifest *manifest)
{
    struct authorities list = {0};
    char *label = text("system '%s'\nsolid: uses; dashed: may connect; red: reaches beyond itself",
                       manifest->system);

    authorities_list(manifest, &list);
    fputs("digraph ", stdout);
    dot_text(manifest->system);
    fputs(" {\n  label=", stdout);
    dot_text(label);
    fputs(";\n"
          "  rankdir=LR; labelloc=t; fontname=\"Helvetica\"; fontsize=14; nodesep=0.3; "
          "ranksep=1.1;\n"
          "  node [shape=box, style=\"rounded,filled\", color=\"#566573\", "
          "fontname=\"Helvetica\", fontsize=11];\n"
          "  edge [color=\"#566573\", fontname=\"Helvetica\", fontsize=9, arrowsize=0.7];\n",
          stdout);
    draw_nodes(manifest, &list);
    draw_edges(manifest, &list);
    puts("}");
    authorities_free(&list);
    free(label);
}
