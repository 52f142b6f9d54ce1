using System.Runtime.InteropServices;

namespace Sutler.GoModules.Files;

/// <summary>A place in a file: line and column (in runes) count from 1, the offset (in UTF-16 units) from 0.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SourcePosition(int Line, int Column, int Offset);

/// <summary>A part of a file that comments cling to. Lists stay null while empty: most nodes have no comment.</summary>
internal abstract class SyntaxNode
{
    /// <summary>Whole-line comments before the node; an empty text stands for a blank line.</summary>
    public List<string>? Before { get; set; }

    /// <summary>Comments at the end of the node's line.</summary>
    public List<string>? Suffix { get; set; }

    /// <summary>Whole-line comments after a top-level node.</summary>
    public List<string>? After { get; set; }
}

/// <summary>A top-level statement: a line, a block, or a paragraph of comments.</summary>
internal abstract class SyntaxStatement : SyntaxNode;

/// <summary>Comments that stand apart from any statement.</summary>
internal sealed class SyntaxCommentBlock : SyntaxStatement
{
    public SourcePosition Start { get; init; }
}

/// <summary>One line of words, alone or in a block.</summary>
internal sealed class SyntaxLine : SyntaxStatement
{
    public SourcePosition Start { get; init; }

    public int EndLine { get; init; }

    public int EndOffset { get; init; }

    public bool InBlock { get; set; }

    /// <summary>The words, without the block's verb in a block; null once the line is removed.</summary>
    public string[]? Tokens { get; set; }

    /// <summary>The words after the verb; writing through it changes the line.</summary>
    public Span<string> Arguments => Tokens.AsSpan(InBlock ? 0 : 1);

    /// <summary>Whether the line stands by itself and begins with <paramref name="verb"/>.</summary>
    public bool HasVerb(string verb) => Tokens is { Length: > 0 } && Tokens[0] == verb;

    /// <summary>Marks the line and its end-of-line comment for removal by <see cref="SyntaxFile.Cleanup"/>.</summary>
    public void Remove()
    {
        Tokens = null;
        Suffix = null;
    }

    /// <summary>A copy that shares comments and words, for moving a line elsewhere.</summary>
    public SyntaxLine Copy() => (SyntaxLine)MemberwiseClone();
}

/// <summary>A parenthesis, which has its own comments.</summary>
internal sealed class SyntaxParenthesis : SyntaxNode
{
    public SourcePosition Start { get; init; }
}

/// <summary>Lines that share the words before the opening parenthesis.</summary>
internal sealed class SyntaxBlock : SyntaxStatement
{
    private string? _commentText;

    public SourcePosition Start { get; init; }

    public required string[] Tokens { get; init; }

    public List<SyntaxLine> Lines { get; set; } = [];

    public SyntaxParenthesis Open { get; init; } = new();

    public SyntaxParenthesis Close { get; set; } = new();

    public bool HasVerb(string verb) => Tokens.Length > 0 && Tokens[0] == verb;

    /// <summary>The block's own comments as one text, made once for all lines that borrow it.</summary>
    public string CommentText => _commentText ??= DirectiveComments.TextOf(this);
}
