using System.Text;
using Sutler.Errors;
using Sutler.Go.Sources.Credentials;
using Sutler.GoModules;

namespace Sutler.TestKit.Fuzz;

/// <summary>Fuzz targets for what credential programs say.</summary>
public static class CredentialsFuzzTargets
{
    private const string Secret = "s3cr3t";

    /// <summary>The output of a GOAUTH command is refused without repeating a header, or gives headers that cannot break a request.</summary>
    public static void GoAuthCommandOutput(ReadOnlySpan<byte> data)
    {
        IReadOnlyList<PrefixCredentials> found;
        try
        {
            found = GoAuthOutput.Parse(data);
        }
        catch (SutlerException failure)
        {
            var isUrl = Encoding.Latin1.GetString(data).Split('\n').Any(line => line.StartsWith("https://", StringComparison.Ordinal) && line.Contains(Secret, StringComparison.Ordinal));
            Demand(isUrl || !failure.Message.Contains(Secret, StringComparison.Ordinal), "a secret is shown");
            Demand(!failure.Message.Any(char.IsControl), "a control character is shown");
            return;
        }

        foreach (var (name, value) in found.SelectMany(one => one.Headers!.Headers))
        {
            Demand(name.Length > 0 && name.All(c => c is > ' ' and < '\x7f' and not ':'), "a header name is none");
            Demand(!value.Any(c => c is '\r' or '\n' or '\0' or > '\xff'), "a header value has more than one line");
        }

        Demand(found.All(one => !one.Headers!.ToString().Contains(Secret, StringComparison.Ordinal) || one.Headers.Headers.Any(h => h.Name.Contains(Secret, StringComparison.Ordinal))), "printing shows a secret");
    }

    /// <summary>The output of git credential fill never fails, and prints without its password.</summary>
    public static void GitCredentialFill(ReadOnlySpan<byte> data)
    {
        var found = GitCredentialOutput.Parse(data);
        Demand(found.Password.Length < 6 || found.Prefix.Contains(found.Password, StringComparison.Ordinal) || !found.ToString().Contains(found.Password, StringComparison.Ordinal), "printing shows a password");
        Demand(!found.Password.Contains('\n') && !found.User.Contains('\n'), "a value has more than one line");
    }

    /// <summary>A command line is refused, or its words are all in it, in order.</summary>
    public static void CommandWords(ReadOnlySpan<byte> data)
    {
        var text = Encoding.UTF8.GetString(data);
        if (!QuotedWords.TrySplit(text, out var words, out _))
        {
            return;
        }

        var at = 0;
        foreach (var word in words)
        {
            at = text.IndexOf(word, at, StringComparison.Ordinal);
            Demand(at >= 0, "a word is not of the text");
            at += word.Length;
        }
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
