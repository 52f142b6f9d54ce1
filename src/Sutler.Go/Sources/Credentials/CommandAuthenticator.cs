using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Sutler.Errors;
using Sutler.Go.Processes;
using Sutler.GoModules;
using Sutler.Transfer.Http;

namespace Sutler.Go.Sources.Credentials;

/// <summary>Asks a program of the user's: first for all it knows, then about a URL that was refused, with the answer on its standard input. Spec: AUTH-5.</summary>
internal sealed partial class CommandAuthenticator(ProgramRunner programs)
{
    /// <summary>What the program says; its failures are <see cref="SutlerException"/>.</summary>
    /// <param name="command">The command.</param>
    /// <param name="refusal">What was refused; null before the first request.</param>
    /// <param name="cancellationToken">Ends the program as well.</param>
    public async Task<IReadOnlyList<PrefixCredentials>> AskAsync(GoAuthCommand command, CredentialRefusal? refusal, CancellationToken cancellationToken)
    {
        if (!QuotedWords.TrySplit(command.Text, out var words, out var error))
        {
            throw new SutlerException($"cannot parse GOAUTH command {command.Shown}: {error.Reason}");
        }

        var call = new ProgramCall(words[0], [.. words.Skip(1), .. refusal is null ? Array.Empty<string>() : [refusal.Url.WithoutUser().Secret]])
        {
            Input = refusal is null ? [] : Render(refusal),
        };
        var result = await RunAsync(command, call, cancellationToken);
        try
        {
            return GoAuthOutput.Parse(result.Output);
        }
        catch (SutlerException failure)
        {
            throw new SutlerException($"cannot parse output of GOAUTH command {command.Shown}: {failure.Message}", failure);
        }
    }

    /// <summary>What a program says about its failure, with what looks like a secret hidden.</summary>
    public static string Masked(string text) => Secret().Replace(text, "${lead}xxxxx");

    private async Task<ProgramResult> RunAsync(GoAuthCommand command, ProgramCall call, CancellationToken cancellationToken)
    {
        ProgramResult result;
        try
        {
            result = await programs.RunAsync(call, cancellationToken);
        }
        catch (SutlerException failure)
        {
            throw new SutlerException($"could not run command {command.Shown}: {failure.Message}\n", failure);
        }

        return result.ExitCode == 0
            ? result
            : throw new SutlerException(string.Create(CultureInfo.InvariantCulture, $"could not run command {command.Shown}: exit status {result.ExitCode}\n{Masked(result.Error)}"));
    }

    private static byte[] Render(CredentialRefusal refusal)
    {
        var text = new StringBuilder(refusal.StatusLine).Append('\n');
        foreach (var (name, value) in refusal.Headers)
        {
            text.Append(Canonical(name)).Append(": ").Append(value).Append('\n');
        }

        return Encoding.Latin1.GetBytes(text.Append('\n').ToString());
    }

    // Go's spelling, whatever the server's: Www-Authenticate.
    private static string Canonical(string name) =>
        string.Join('-', name.Split('-').Select(part => part.Length == 0 ? "" : char.ToUpperInvariant(part[0]) + part[1..].ToLowerInvariant()));

    [GeneratedRegex(@"(?<lead>authorization\s*[:=]\s*|password\s*[:=]\s*|\b(?:basic|bearer)\s+)\S[^\r\n]*", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Secret();
}
