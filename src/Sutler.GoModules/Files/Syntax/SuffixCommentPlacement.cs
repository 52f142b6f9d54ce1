namespace Sutler.GoModules.Files;

/// <summary>Hangs each end-of-line comment on the last node that ends before it on one line.</summary>
/// <remarks>A node that spans lines takes none, so that a comment after the closing parenthesis belongs to the parenthesis.</remarks>
internal static class SuffixCommentPlacement
{
    /// <summary>Places all comments; those before any node go to the top of the file.</summary>
    public static void Place(SyntaxFile file, List<(string Text, int Offset)> comments)
    {
        int left = comments.Count;
        for (int i = file.Statements.Count - 1; i >= 0 && left > 0; i--)
        {
            switch (file.Statements[i])
            {
                case SyntaxBlock block:
                    left = PlaceInBlock(block, comments, left);
                    break;
                case SyntaxLine line:
                    left = PlaceOnLine(line, comments, left);
                    break;
                case SyntaxCommentBlock paragraph:
                    left = Take(paragraph, paragraph.Start.Offset, comments, left);
                    break;
            }
        }

        if (left > 0)
        {
            file.Before = [.. comments.Take(left).Select(comment => comment.Text)];
        }
    }

    private static int PlaceInBlock(SyntaxBlock block, List<(string Text, int Offset)> comments, int left)
    {
        if (block.Start.Line == block.Close.Start.Line)
        {
            left = Take(block, block.Close.Start.Offset + 1, comments, left);
        }

        left = Take(block.Close, block.Close.Start.Offset + 1, comments, left);
        for (int i = block.Lines.Count - 1; i >= 0; i--)
        {
            left = PlaceOnLine(block.Lines[i], comments, left);
        }

        return Take(block.Open, block.Open.Start.Offset + 1, comments, left);
    }

    private static int PlaceOnLine(SyntaxLine line, List<(string Text, int Offset)> comments, int left) =>
        line.Start.Line == line.EndLine ? Take(line, line.EndOffset, comments, left) : left;

    private static int Take(SyntaxNode node, int endOffset, List<(string Text, int Offset)> comments, int left)
    {
        int first = left;
        while (first > 0 && endOffset <= comments[first - 1].Offset)
        {
            first--;
        }

        if (first < left)
        {
            node.Suffix = [.. comments.GetRange(first, left - first).Select(comment => comment.Text)];
        }

        return first;
    }
}
