using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Sutler.TestKit.Repositories;
using Sutler.TestKit.Serving;

namespace Sutler.TestKit.Scripts;

/// <summary>Runs one script: its own directory, environment, upstream and checksum database.</summary>
/// <remarks>
/// The language is that of the go command's script tests (README there) with these additions:
/// <c>sutler</c>, <c>exitcode N</c>, <c>mode OCTAL FILE…</c>, <c>user nobody|self</c>, <c>zip FILE ENTRY=SOURCE[,LIE=N]…</c>, <c>upstream …</c>, <c>sumdb …</c>,
/// <c>repository SYSTEM/NAME [as NAME]</c>, <c>repository announce PREFIX SYSTEM URL</c>, <c>repository requests|forget</c>.
/// Variables: WORK, GOPATH, GOPROXY (the upstream), GOSUMDB (its database), FILEPROXY, TLSPROXY, CACERT,
/// MC (the module cache) and MD (its cache/download); once a repository is served, REPOSITORIES (where they lie).
/// </remarks>
public sealed partial class ScriptSession
{
    private readonly ScriptSettings _settings;
    private readonly TestUpstream _upstream;
    private readonly IScriptedDatabase? _database;
    private readonly CancellationToken _cancellationToken;
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private readonly StringBuilder _story = new();
    private readonly string _work;
    private string _directory;
    private string _stdout = "";
    private string _stderr = "";
    private int _exitCode;

    private ScriptSession(ScriptSettings settings, TestUpstream upstream, IScriptedDatabase? database, string work, CancellationToken cancellationToken)
    {
        (_settings, _upstream, _database, _work, _cancellationToken) = (settings, upstream, database, work, cancellationToken);
        _directory = Path.Combine(work, "gopath", "src");
    }

    /// <summary>Runs the script in <paramref name="archive"/> in a fresh directory and removes it afterwards.</summary>
    public static async Task<ScriptResult> RunAsync(ScriptSettings settings, Txtar archive, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(archive);
        var database = settings.Databases?.Invoke(settings.Catalog);
        await using var upstream = await TestUpstream.StartAsync(settings.Catalog, settings.Certificates, database?.Name ?? "none", cancellationToken);
        upstream.Database = database?.Honest;
        upstream.WrongDatabase = database?.Wrong;
        var work = Directory.CreateTempSubdirectory("sutler-script-").FullName;
        var session = new ScriptSession(settings, upstream, database, work, cancellationToken);
        try
        {
            session.Prepare(archive);
            return await session.RunLinesAsync(archive.Comment);
        }
        finally
        {
            if (session._repositories is { } repositories)
            {
                await repositories.DisposeAsync();
            }

            TestFiles.DeleteTree(work);
        }
    }

    private void Prepare(Txtar archive)
    {
        var gopath = Path.Combine(_work, "gopath");
        Directory.CreateDirectory(Path.Combine(_work, "tmp"));
        Directory.CreateDirectory(Path.Combine(_work, "home"));
        Directory.CreateDirectory(_directory);
        OpenToEveryone(_work);
        Set("WORK", _work);
        Set("HOME", _settings.Home ?? Path.Combine(_work, "home"));
        Set("TMPDIR", Path.Combine(_work, "tmp"));
        Set("TZ", "UTC");
        Set("LANG", "C.UTF-8");
        Set("PATH", (_settings.GoRoot is { } root ? Path.Combine(root, "bin") + Path.PathSeparator : "") + System.Environment.GetEnvironmentVariable("PATH"));
        Set("GOPATH", gopath);
        Set("SUTLER", _settings.SutlerPath);
        Set("MC", Path.Combine(gopath, "pkg", "mod"));
        Set("MD", Path.Combine(gopath, "pkg", "mod", "cache", "download"));
        Set("GOCACHE", _settings.GoCache);
        Set("GOENV", Path.Combine(_work, "goenv"));
        Set("GOPROXY", _upstream.Url);
        Set("GOSUMDB", _database?.VerifierKey ?? "off");
        Set("GOTOOLCHAIN", "local");
        Set("GOFLAGS", "");
        Set("GO111MODULE", "");
        Set("GOTELEMETRY", "off");
        Set("SUTLER_RETRIES", "0"); // failures are final, unless a script is about trying again
        Set("GIT_CONFIG_NOSYSTEM", "1");
        Set("GIT_CONFIG_GLOBAL", "/dev/null");
        Set("FILEPROXY", "file://" + _settings.FileProxyRoot);
        Set("TLSPROXY", _upstream.TlsUrl);
        Set("CACERT", Path.Combine(_work, "authority.pem"));
        Set("goversion", _settings.GoVersion);
        Set("newline", "\n");
        Set("devnull", "/dev/null");
        if (_database is not null)
        {
            Set("dbname", _database.Name);
        }

        if (_settings.GoRoot is { } goroot)
        {
            Set("GOROOT", goroot);
        }

        File.WriteAllText(Path.Combine(_work, "authority.pem"), _settings.Certificates.AuthorityPem);
        foreach (var file in archive.Files)
        {
            var path = Resolve(ExpandText(file.Name));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, file.Data);
        }
    }

    private async Task<ScriptResult> RunLinesAsync(string script)
    {
        var number = 0;
        try
        {
            foreach (var source in script.Split('\n'))
            {
                number++;
                if (source.TrimStart().StartsWith('#'))
                {
                    _story.Append(source.Trim()).Append('\n');
                    continue;
                }

                if (ScriptLine.Parse(number, source) is { } line && line.Conditions.All(IsTrue))
                {
                    await RunLineAsync(line);
                }
            }

            await WaitForBackgroundAsync();
            return new ScriptResult(ScriptOutcome.Passed, Story(), "");
        }
        catch (ScriptStop stop)
        {
            await KillBackgroundAsync();
            return new ScriptResult(stop.Skips ? ScriptOutcome.Skipped : ScriptOutcome.Passed, Story(), stop.Message);
        }
        catch (Exception failure) when (failure is ScriptFailure or FormatException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            await KillBackgroundAsync();
            var reason = $"line {number.ToString(CultureInfo.InvariantCulture)}: {failure.Message}";
            _story.Append("FAIL: ").Append(reason).Append('\n');
            return new ScriptResult(ScriptOutcome.Failed, Story(), reason);
        }
    }

    private async Task RunLineAsync(ScriptLine line)
    {
        _story.Append("> ").Append(line.Source).Append('\n');
        var words = ExpandWords(line);
        string? problem = null;
        try
        {
            await CommandAsync(words[0], words[1..], line);
        }
        catch (ScriptFailure failure)
        {
            problem = failure.Message;
        }
        catch (BackgroundStarted)
        {
            return; // judged by wait
        }

        Judge(line.Expectation, problem);
    }

    private static void Judge(Expectation expectation, string? problem)
    {
        if (problem is not null && expectation == Expectation.Success)
        {
            throw new ScriptFailure(problem);
        }

        if (problem is null && expectation == Expectation.Failure)
        {
            throw new ScriptFailure("unexpected success");
        }
    }

    private bool IsTrue(string condition)
    {
        if (condition.StartsWith('!'))
        {
            return !IsTrue(condition[1..].Trim());
        }

        var colon = condition.IndexOf(':', StringComparison.Ordinal);
        var (name, value) = colon < 0 ? (condition, "") : (condition[..colon], condition[(colon + 1)..]);
        return name switch
        {
            "go" => _settings.GoRoot is not null,
            "sutler" => !_settings.ToolIsGo,
            "root" => System.Environment.UserName == "root",
            "nobody" => CanBeNobody(),
            "unix" or "linux" => RuntimeInformation.IsOSPlatform(OSPlatform.Linux),
            "windows" or "darwin" or "plan9" => false,
            "GOOS" => value == "linux",
            "GOARCH" => value == GoArchitecture,
            "amd64" or "arm64" or "386" => name == GoArchitecture,
            "exec" => FindOnPath(value) is not null,
            "git" => FindOnPath("git") is not null,
            "vcs" => RepositoryServers.Missing(value) is null,
            "symlink" or "case-sensitive" => true,
            "short" or "net" or "race" or "msan" or "asan" or "go-builder" or "cross" or "trimpath" or "abscc" => false,
            "cgo" or "link" or "buildmode" or "compiler" or "mismatched-goroot" or "fuzz" => name != "mismatched-goroot" && value != "gccgo",
            "cc" or "GODEBUG" or "GOEXPERIMENT" => false,
            _ => throw new FormatException($"unknown condition [{condition}]"),
        };
    }

    private static string GoArchitecture => RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64";

    private void Set(string key, string value) => _environment[key] = value;

    private string Resolve(string path) => Path.GetFullPath(Path.Combine(_directory, path));

    private string Story() => _story.ToString().Replace(_work, "$WORK", StringComparison.Ordinal);

    private static void OpenToEveryone(string directory)
    {
        const UnixFileMode all = (UnixFileMode)0b111_111_111;
        File.SetUnixFileMode(directory, all);
    }

    private List<string> ExpandWords(ScriptLine line)
    {
        var command = string.Concat(line.Words[0].Select(p => p.Text));
        var expanded = new List<string>();
        var patternDone = command is not ("stdout" or "stderr" or "grep");
        foreach (var word in line.Words)
        {
            var isPattern = !patternDone && expanded.Count > 0 && !(word.Count > 0 && word[0].Text.StartsWith('-') && !word[0].Quoted);
            patternDone |= isPattern;
            expanded.Add(string.Concat(word.Select(p => p.Quoted ? p.Text : ExpandText(p.Text, isPattern))));
        }

        return expanded;
    }

    private string ExpandText(string text, bool quote = false)
    {
        var to = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || i + 1 == text.Length)
            {
                to.Append(text[i]);
                continue;
            }

            string name;
            if (text[i + 1] == '{')
            {
                var end = text.IndexOf('}', i);
                name = end < 0 ? throw new FormatException($"unclosed variable in {text}") : text[(i + 2)..end];
                i = end;
            }
            else
            {
                var end = i + 1;
                while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
                {
                    end++;
                }

                if (end == i + 1)
                {
                    to.Append('$');
                    continue;
                }

                name = text[(i + 1)..end];
                i = end - 1;
            }

            var value = name switch { "/" => "/", ":" => ":", _ => _environment.GetValueOrDefault(name, "") };
            to.Append(quote ? GoRegex.Quote(value) : value);
        }

        return to.ToString();
    }

    private sealed class ScriptFailure(string message) : Exception(message);

    private sealed class ScriptStop(string message, bool skips) : Exception(message)
    {
        public bool Skips { get; } = skips;
    }
}
