using System.Globalization;
using System.Text.RegularExpressions;
using Sutler.Errors;
using Sutler.Go.Direct.Programs;

namespace Sutler.Go.Direct.Git;

/// <summary>Reads what <c>git cat-file --batch</c> answers as it comes, and keeps no more of an object than was asked for.</summary>
/// <remarks>An answer is <c>HASH TYPE SIZE</c>, a line end, the content and a line end; or one line of anything else where there is no such object.</remarks>
internal sealed partial class GitObjectReplies(IReadOnlyList<RoundQuestion<GitObjectAsk, GitObject?>> questions) : PushStream
{
    private const int LongestLine = 64 << 10;

    private readonly MemoryStream _line = new();
    private MemoryStream? _content;
    private string _hash = "";
    private long _size;
    private long _left = -1;
    private int _next;

    /// <inheritdoc/>
    protected override void Push(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            data = data[(_left < 0 ? ReadLine(data) : ReadContent(data))..];
        }
    }

    private int ReadLine(ReadOnlySpan<byte> data)
    {
        var end = data.IndexOf((byte)'\n');
        var part = end < 0 ? data : data[..end];
        if (_line.Length + part.Length > LongestLine || _next == questions.Count)
        {
            throw new SutlerException("unexpected response from git cat-file");
        }

        _line.Write(part);
        if (end < 0)
        {
            return data.Length;
        }

        Begin(ProgramText.Decode(_line.ToArray()));
        _line.SetLength(0);
        return end + 1;
    }

    private void Begin(string line)
    {
        if (Header().Match(line) is not { Success: true } header || !long.TryParse(header.Groups["size"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out _size))
        {
            questions[_next++].Answer(null);
            return;
        }

        var ask = questions[_next].Ask;
        _hash = header.Groups["hash"].Value;
        _content = header.Groups["type"].Value == ask.Type && _size <= ask.Limit ? new MemoryStream((int)_size) : null;
        if (_content is null)
        {
            Refuse(ask, header.Groups["type"].Value);
        }

        // The line end counts.
        _left = _size + 1;
    }

    private void Refuse(GitObjectAsk ask, string type)
    {
        if (type == ask.Type)
        {
            questions[_next].Fail(new SutlerException(string.Create(CultureInfo.InvariantCulture, $"{ask.Name}: larger than {ask.Limit} bytes")));
        }
        else
        {
            questions[_next].Answer(null);
        }
    }

    private int ReadContent(ReadOnlySpan<byte> data)
    {
        var taken = (int)Math.Min(_left, data.Length);
        var kept = (int)Math.Min(Math.Max(_left - 1, 0), taken);
        _content?.Write(data[..kept]);
        _left -= taken;
        if (_left == 0)
        {
            if (_content is not null)
            {
                questions[_next].Answer(new GitObject(_hash, _content.ToArray()));
            }

            _next++;
            _left = -1;
        }

        return taken;
    }

    [GeneratedRegex("^(?<hash>[0-9a-f]{40}|[0-9a-f]{64}) (?<type>blob|tree|commit|tag) (?<size>[0-9]{1,18})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Header();
}
