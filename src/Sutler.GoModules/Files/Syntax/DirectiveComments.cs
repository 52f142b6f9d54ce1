namespace Sutler.GoModules.Files;

/// <summary>What comments say about the statement they cling to: deprecation, rationale, the indirect mark.</summary>
internal static class DirectiveComments
{
    private const string Slashes = "//";
    private const string Indirect = "indirect";
    private const string IndirectPrefix = "indirect;";
    private const string Deprecated = "Deprecated:";

    /// <summary>The comments of a line, or of its block when the line has none. Spec: GOMOD-10.</summary>
    public static string TextOf(SyntaxBlock? block, SyntaxLine line) =>
        block is not null && line.Before is not { Count: > 0 } && line.Suffix is not { Count: > 0 } ? block.CommentText : TextOf(line);

    /// <summary>The comments before and beside a node, without slashes, joined by newlines.</summary>
    public static string TextOf(SyntaxNode node)
    {
        IEnumerable<string> comments = (node.Before ?? []).Concat(node.Suffix ?? []);
        return string.Join('\n', comments.Where(c => c.StartsWith(Slashes, StringComparison.Ordinal)).Select(Body));
    }

    /// <summary>The first paragraph that begins with <c>Deprecated:</c>, without that word. Spec: GOMOD-3.</summary>
    public static string DeprecationIn(string text)
    {
        for (int at = 0; (at = text.IndexOf(Deprecated, at, StringComparison.Ordinal)) >= 0; at += Deprecated.Length)
        {
            if (at == 0 || (at >= 2 && text[at - 1] == '\n' && text[at - 2] == '\n'))
            {
                string message = text[(at + Deprecated.Length)..].TrimStart(' ');
                int end = message.IndexOf("\n\n", StringComparison.Ordinal);
                return end < 0 ? message : message[..end];
            }
        }

        return "";
    }

    /// <summary>Whether the first comment beside the line is <c>// indirect</c> or starts with <c>// indirect;</c>. Spec: GOMOD-7.</summary>
    public static bool IsIndirect(SyntaxLine line)
    {
        if (line.Suffix is not [string first, ..])
        {
            return false;
        }

        string text = Body(first);
        return text == Indirect || (text.StartsWith(IndirectPrefix, StringComparison.Ordinal)
            && text.Length > IndirectPrefix.Length && char.IsWhiteSpace(text[IndirectPrefix.Length]));
    }

    /// <summary>Adds or takes away the indirect mark, and keeps what else the comment says. Spec: GOMOD-22.</summary>
    public static void SetIndirect(SyntaxLine line, bool indirect)
    {
        if (IsIndirect(line) == indirect)
        {
            return;
        }

        if (indirect)
        {
            List<string> suffix = line.Suffix ??= [];
            string text = suffix.Count == 0 ? "" : Body(suffix[0]);
            string marked = text.Length == 0 ? "// indirect" : "// indirect; " + text;
            line.Suffix = [marked, .. suffix.Skip(1)];
        }
        else
        {
            string comment = line.Suffix![0];
            int mark = comment.IndexOf(IndirectPrefix, StringComparison.Ordinal);
            line.Suffix = Body(comment) == Indirect ? null : [Slashes + comment[(mark + IndirectPrefix.Length)..], .. line.Suffix.Skip(1)];
        }
    }

    /// <summary>Whether a node has comments other than a bare indirect mark.</summary>
    public static bool HasOtherComments(SyntaxNode node) =>
        node.Before is { Count: > 0 } || node.After is { Count: > 0 }
        || node.Suffix is { Count: > 1 } || (node.Suffix is [string only] && Body(only) != Indirect);

    private static string Body(string comment) =>
        (comment.StartsWith(Slashes, StringComparison.Ordinal) ? comment[Slashes.Length..] : comment).Trim();
}
