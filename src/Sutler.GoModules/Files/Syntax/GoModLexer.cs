using System.Runtime.InteropServices;
using System.Text;

namespace Sutler.GoModules.Files;

/// <summary>What a token is; every mark that needs no special reading is a <see cref="Word"/>.</summary>
internal enum TokenKind
{
    EndOfFile,
    Newline,
    SuffixComment,
    Comment,
    OpenParenthesis,
    CloseParenthesis,
    Word,
}

/// <summary>A place as the lexer keeps it: columns are counted only when someone asks.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LexerMark(int Line, int LineStart, int Offset);

/// <summary>One token with its place.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Token(TokenKind Kind, string Text, LexerMark Start, LexerMark End)
{
    /// <summary>Whether the token ends a line.</summary>
    public bool EndsLine => Kind is TokenKind.EndOfFile or TokenKind.SuffixComment or TokenKind.Newline;
}

/// <summary>Splits a go.mod or go.work file into tokens. Spec: GOMOD-1.</summary>
internal sealed class GoModLexer(string fileName, string text)
{
    private int _offset;
    private int _line = 1;
    private int _lineStart;
    private bool _lineHasToken;

    /// <summary>End-of-line comments in file order, with their offsets.</summary>
    public List<(string Text, int Offset)> SuffixComments { get; } = [];

    private LexerMark Here => new(_line, _lineStart, _offset);

    private bool AtEnd => _offset == text.Length;

    /// <summary>Reads the next token; at the end of the file, always the same one.</summary>
    public Token Next()
    {
        while (!AtEnd && text[_offset] is ' ' or '\t' or '\r')
        {
            _offset++;
        }

        if (At("//"))
        {
            return ReadComment();
        }

        LexerMark start = Here;
        if (AtEnd)
        {
            return new Token(TokenKind.EndOfFile, "", start, start);
        }

        RefuseBlockComment();
        return text[_offset] switch
        {
            '\n' => ReadNewline(start),
            '(' => ReadMark(TokenKind.OpenParenthesis, "(", start),
            ')' => ReadMark(TokenKind.CloseParenthesis, ")", start),
            '[' => ReadMark(TokenKind.Word, "[", start),
            ']' => ReadMark(TokenKind.Word, "]", start),
            '{' => ReadMark(TokenKind.Word, "{", start),
            '}' => ReadMark(TokenKind.Word, "}", start),
            ',' => ReadMark(TokenKind.Word, ",", start),
            '"' or '`' => ReadString(start),
            _ => ReadIdentifier(start),
        };
    }

    /// <summary>Line and column of a mark.</summary>
    public SourcePosition PositionOf(LexerMark mark) =>
        new(mark.Line, 1 + GoText.CountRunes(text.AsSpan(mark.LineStart, mark.Offset - mark.LineStart)), mark.Offset);

    /// <summary>A syntax error where the lexer stands, which is after the token last read.</summary>
    public GoFileException Error(string problem) => ErrorAt(Here, problem);

    private GoFileException ErrorAt(LexerMark mark, string problem)
    {
        SourcePosition position = PositionOf(mark);
        return new GoFileException([new GoFileError(fileName, position.Line, position.Column, problem)]);
    }

    private bool At(string prefix) => text.AsSpan(_offset).StartsWith(prefix, StringComparison.Ordinal);

    private void RefuseBlockComment()
    {
        if (At("/*"))
        {
            throw Error("mod files must use // comments (not /* */ comments)");
        }
    }

    private Token ReadComment()
    {
        LexerMark start = Here;
        bool suffix = _lineHasToken;
        int end = text.IndexOf('\n', _offset);
        string comment = text[_offset..(end < 0 ? text.Length : end)];
        _offset += comment.Length;
        if (end >= 0)
        {
            StartNewLine();

            // The last line of a file may end in a bare CR, which stays part of the comment.
            comment = comment[^1] == '\r' ? comment[..^1] : comment;
        }

        if (suffix)
        {
            SuffixComments.Add((comment, start.Offset));
        }

        return new Token(suffix ? TokenKind.SuffixComment : TokenKind.Comment, comment, start, Here);
    }

    private Token ReadNewline(LexerMark start)
    {
        StartNewLine();
        return new Token(TokenKind.Newline, "\n", start, Here);
    }

    private Token ReadMark(TokenKind kind, string mark, LexerMark start)
    {
        _offset++;
        _lineHasToken = true;
        return new Token(kind, mark, start, Here);
    }

    private Token ReadString(LexerMark start)
    {
        char quote = text[_offset++];
        while (true)
        {
            RefuseEndInString(start);
            if (text[_offset] == '\n')
            {
                throw Error("unexpected newline in string");
            }

            char c = text[_offset++];
            if (c == quote)
            {
                return EndWord(start);
            }

            if (c == '\\' && quote == '"')
            {
                SkipEscaped(start);
            }
        }
    }

    // Even a newline may be escaped: the token then spans lines and is refused only when it is unquoted.
    private void SkipEscaped(LexerMark start)
    {
        RefuseEndInString(start);
        if (text[_offset] == '\n')
        {
            StartNewLine();
        }
        else
        {
            _offset++;
        }
    }

    private void RefuseEndInString(LexerMark start)
    {
        if (AtEnd)
        {
            throw ErrorAt(start, "unexpected EOF in string");
        }
    }

    private Token ReadIdentifier(LexerMark start)
    {
        while (!AtEnd)
        {
            if (text[_offset] == '/')
            {
                if (At("//"))
                {
                    break;
                }

                RefuseBlockComment();
            }

            int length = IdentifierRune(out Rune rune);
            if (length == 0)
            {
                if (_offset == start.Offset)
                {
                    throw Error("unexpected input character " + GoQuoting.QuoteRune(rune));
                }

                break;
            }

            _offset += length;
        }

        return EndWord(start);
    }

    /// <summary>The length of the identifier rune here, or 0.</summary>
    private int IdentifierRune(out Rune rune)
    {
        rune = GoText.FirstRune(text.AsSpan(_offset), out int length);
        bool refused = rune.Value is ' ' or '(' or ')' or '[' or ']' or '{' or '}' or ',';
        return !refused && GoUnicode.IsPrint(rune) ? length : 0;
    }

    private Token EndWord(LexerMark start)
    {
        _lineHasToken = true;
        return new Token(TokenKind.Word, text[start.Offset.._offset], start, Here);
    }

    private void StartNewLine()
    {
        _offset++;
        _line++;
        _lineStart = _offset;
        _lineHasToken = false;
    }
}
