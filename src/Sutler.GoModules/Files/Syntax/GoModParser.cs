namespace Sutler.GoModules.Files;

/// <summary>Builds the syntax tree of a go.mod or go.work file; the first syntax error ends it. Spec: GOMOD-2.</summary>
/// <remarks>The grammar nests one level, so no input can make it recurse.</remarks>
internal sealed class GoModParser
{
    private readonly string _fileName;
    private readonly GoModLexer _lexer;
    private readonly SyntaxFile _file = new();
    private Token _next;

    private GoModParser(string fileName, string text)
    {
        _fileName = fileName;
        _lexer = new GoModLexer(fileName, text);
        _next = _lexer.Next();
    }

    /// <summary>Parses, or throws <see cref="GoFileException"/> with one error.</summary>
    public static SyntaxFile Parse(string fileName, ReadOnlySpan<byte> data)
    {
        var parser = new GoModParser(fileName, GoText.Decode(data));
        parser.ParseFile();
        SuffixCommentPlacement.Place(parser._file, parser._lexer.SuffixComments);
        return parser._file;
    }

    private Token Take()
    {
        Token token = _next;
        _next = _lexer.Next();
        return token;
    }

    private void ParseFile()
    {
        SyntaxCommentBlock? comments = null;
        while (_next.Kind != TokenKind.EndOfFile)
        {
            if (_next.Kind == TokenKind.Comment)
            {
                Token comment = Take();
                comments ??= new SyntaxCommentBlock { Start = _lexer.PositionOf(comment.Start), Before = [] };
                comments.Before!.Add(comment.Text);
                continue;
            }

            if (_next.Kind == TokenKind.Newline)
            {
                Take();
                AddStandingAlone(comments);
            }
            else
            {
                SyntaxStatement statement = ParseStatement();
                statement.Before = comments?.Before;
                _file.Statements.Add(statement);
            }

            comments = null;
        }

        AddStandingAlone(comments);
    }

    private void AddStandingAlone(SyntaxCommentBlock? comments)
    {
        if (comments is not null)
        {
            _file.Statements.Add(comments);
        }
    }

    private SyntaxStatement ParseStatement()
    {
        Token first = Take();
        LexerMark end = first.End;
        List<string> tokens = [first.Text];
        while (true)
        {
            Token token = Take();
            if (token.EndsLine)
            {
                return NewLine(first.Start, tokens, end, inBlock: false);
            }

            if (token.Kind != TokenKind.OpenParenthesis)
            {
                tokens.Add(token.Text);
                end = token.End;
            }
            else if (_next.EndsLine)
            {
                return ParseBlock(first.Start, [.. tokens], token);
            }
            else if (_next.Kind == TokenKind.CloseParenthesis)
            {
                Token close = Take();
                if (_next.EndsLine)
                {
                    Take();
                    return NewBlock(first.Start, [.. tokens], token, close);
                }

                // "( )" in the middle of a line opens nothing.
                tokens.Add(token.Text);
                tokens.Add(close.Text);
            }
            else
            {
                tokens.Add(token.Text);
            }
        }
    }

    private SyntaxBlock ParseBlock(LexerMark start, string[] tokens, Token open)
    {
        SyntaxBlock block = NewBlock(start, tokens, open, open);
        List<string>? comments = null;
        while (true)
        {
            switch (_next.Kind)
            {
                case TokenKind.SuffixComment:
                    Take();
                    break;
                case TokenKind.Newline:
                    Take();
                    comments = WithBlankLine(block, comments);
                    break;
                case TokenKind.Comment:
                    (comments ??= []).Add(Take().Text);
                    break;
                case TokenKind.EndOfFile:
                    throw _lexer.Error($"syntax error (unterminated block started at {_fileName}:{block.Start.Line}:{block.Start.Column})");
                case TokenKind.CloseParenthesis:
                    EndBlock(block, comments);
                    return block;
                default:
                    SyntaxLine line = ParseLine();
                    line.Before = comments;
                    block.Lines.Add(line);
                    comments = null;
                    break;
            }
        }
    }

    // Runs of blank lines become one; those right after the opening parenthesis vanish.
    private static List<string>? WithBlankLine(SyntaxBlock block, List<string>? comments)
    {
        bool keep = comments is null ? block.Lines.Count > 0 : comments[^1].Length > 0;
        if (keep)
        {
            (comments ??= []).Add("");
        }

        return comments;
    }

    private void EndBlock(SyntaxBlock block, List<string>? comments)
    {
        Token close = Take();
        block.Close = new SyntaxParenthesis { Start = _lexer.PositionOf(close.Start), Before = comments };
        if (!_next.EndsLine)
        {
            throw _lexer.Error("syntax error (expected newline after closing paren)");
        }

        Take();
    }

    private SyntaxLine ParseLine()
    {
        Token first = Take();
        LexerMark end = first.End;
        List<string> tokens = [first.Text];
        while (true)
        {
            Token token = Take();
            if (token.EndsLine)
            {
                return NewLine(first.Start, tokens, end, inBlock: true);
            }

            tokens.Add(token.Text);
            end = token.End;
        }
    }

    private SyntaxLine NewLine(LexerMark start, List<string> tokens, LexerMark end, bool inBlock) => new()
    {
        Start = _lexer.PositionOf(start),
        Tokens = [.. tokens],
        EndLine = end.Line,
        EndOffset = end.Offset,
        InBlock = inBlock,
    };

    private SyntaxBlock NewBlock(LexerMark start, string[] tokens, Token open, Token close) => new()
    {
        Start = _lexer.PositionOf(start),
        Tokens = tokens,
        Open = new SyntaxParenthesis { Start = _lexer.PositionOf(open.Start) },
        Close = new SyntaxParenthesis { Start = _lexer.PositionOf(close.Start) },
    };
}
