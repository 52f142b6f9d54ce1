using System.Globalization;
using System.Text.RegularExpressions;
using Sutler.TestKit.Serving;

namespace Sutler.TestKit.Scripts;

public sealed partial class ScriptSession
{
    private async Task CommandAsync(string command, List<string> args, ScriptLine line)
    {
        switch (command)
        {
            case "sutler" or "go" or "exec":
                await ProgramAsync(command, args, line);
                break;
            case "wait":
                await WaitForBackgroundAsync();
                break;
            case "user":
                SwitchUser(args[0]);
                break;
            case "skip" or "stop":
                throw new ScriptStop(string.Join(' ', args), command == "skip");
            case "stdout":
                Match("stdout", _stdout, args);
                break;
            case "stderr":
                Match("stderr", _stderr, args);
                break;
            case "grep":
                Match(args[^1], ReadText(args[^1]), args[..^1]);
                break;
            case "exitcode":
                Require(_exitCode.ToString(CultureInfo.InvariantCulture) == args[0], $"exit code is {_exitCode}, not {args[0]}");
                break;
            case "env":
                Environment(args);
                break;
            case "upstream":
                Upstream(args);
                break;
            case "repository":
                await RepositoryAsync(args);
                break;
            case "sumdb":
                (_database ?? throw new FormatException("no checksum database here")).Do(args[0], [.. args.Skip(1).Select(a => a.StartsWith("file:", StringComparison.Ordinal) ? Resolve(a[5..]) : a)]);
                break;
            default:
                FileCommand(command, args);
                break;
        }
    }

    private void Environment(List<string> args)
    {
        foreach (var arg in args)
        {
            var equals = arg.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                Set(arg[..equals], arg[(equals + 1)..]);
            }
            else
            {
                _story.Append(arg).Append('=').Append(_environment.GetValueOrDefault(arg, "")).Append('\n');
            }
        }
    }

    private void Upstream(List<string> args)
    {
        switch (args[0])
        {
            case "status":
                _upstream.Add(new UpstreamFault(Pattern(args[1]), Status: Number(args[2])) { Times = Times(3) });
                break;
            case "truncate":
                _upstream.Add(new UpstreamFault(Pattern(args[1]), TruncateAfter: Number(args[2])) { Times = Times(3) });
                break;
            case "redirect":
                _upstream.Add(new UpstreamFault(Pattern(args[1]), Location: args[2]) { Times = Times(3) });
                break;
            case "body":
                _upstream.Add(new UpstreamFault(
                    Pattern(args[1]),
                    Status: args.Count > 3 ? Number(args[3]) : 200,
                    Body: File.ReadAllBytes(Resolve(args[2])),
                    ContentType: args.Count > 4 ? args[4] : "text/plain; charset=utf-8"));
                break;
            case "well":
                _upstream.Reset();
                break;
            case "forget":
                _upstream.ForgetRequests();
                break;
            case "requests":
                _stdout = string.Concat(_upstream.Requests.Select(r => r + "\n"));
                _stderr = "";
                _story.Append(_stdout);
                break;
            default:
                throw new FormatException($"unknown upstream verb {args[0]}");
        }

        static Regex Pattern(string text) => GoRegex.Compile(text);
        static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
        int Times(int index) => args.Count > index ? Number(args[index]) : int.MaxValue;
    }

    private static void Match(string what, string text, List<string> args)
    {
        int? count = null;
        while (args.Count > 1 && args[0].StartsWith('-'))
        {
            if (args[0].StartsWith("-count=", StringComparison.Ordinal))
            {
                count = int.Parse(args[0].AsSpan(7), CultureInfo.InvariantCulture);
            }

            args = args[1..];
        }

        var found = GoRegex.Compile(args[0]).Count(text);
        if (count is { } wanted)
        {
            Require(found == wanted, $"{what} has {found} matches of {args[0]}, not {wanted}");
        }
        else
        {
            Require(found > 0, $"no match for {args[0]} in {what}:\n{text}");
        }
    }

    private static void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw new ScriptFailure(problem);
        }
    }
}
