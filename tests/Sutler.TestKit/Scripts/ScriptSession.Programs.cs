using System.Diagnostics;
using System.Text;

namespace Sutler.TestKit.Scripts;

public sealed partial class ScriptSession
{
    private readonly List<(ScriptLine Line, Process Process, Task<(string Stdout, string Stderr)> Output)> _background = [];
    private bool _asNobody;

    private async Task ProgramAsync(string command, List<string> args, ScriptLine line)
    {
        var (program, arguments) = command switch
        {
            "exec" => (ProgramPath(args[0]), args[1..]),
            "go" => (GoProgram(), args),
            _ => (_settings.SutlerPath, args),
        };
        Process process;
        try
        {
            process = Start(program, arguments);
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new ScriptFailure(error.Message);
        }

        var output = CollectAsync(process);
        if (line.Background)
        {
            _background.Add((line, process, output));
            throw new BackgroundStarted();
        }

        (_stdout, _stderr) = await output;
        Finish(process);
    }

    private string GoProgram() => _settings.GoRoot is { } root ? Path.Combine(root, "bin", "go") : throw new ScriptFailure("no go command here; guard the line with [go]");

    private void Finish(Process process)
    {
        _exitCode = process.ExitCode;
        process.Dispose();
        Tell("stdout", _stdout);
        Tell("stderr", _stderr);
        if (_exitCode != 0)
        {
            _story.Append("[exit status ").Append(_exitCode).Append("]\n");
            throw new ScriptFailure($"exit status {_exitCode}");
        }

        void Tell(string name, string text)
        {
            if (text.Length > 0)
            {
                _story.Append('[').Append(name).Append("]\n").Append(text).Append(text.EndsWith('\n') ? "" : "\n");
            }
        }
    }

    private async Task WaitForBackgroundAsync()
    {
        var (stdout, stderr) = (new StringBuilder(), new StringBuilder());
        foreach (var (line, process, output) in _background.ToList())
        {
            _background.RemoveAt(0);
            _story.Append("> [waited for] ").Append(line.Source).Append('\n');
            (_stdout, _stderr) = await output;
            stdout.Append(_stdout);
            stderr.Append(_stderr);
            string? problem = null;
            try
            {
                Finish(process);
            }
            catch (ScriptFailure failure)
            {
                problem = failure.Message;
            }

            Judge(line.Expectation, problem);
        }

        if (stdout.Length + stderr.Length > 0)
        {
            (_stdout, _stderr) = (stdout.ToString(), stderr.ToString());
        }
    }

    private async Task KillBackgroundAsync()
    {
        foreach (var (_, process, output) in _background)
        {
            process.Kill(entireProcessTree: true);
            await output;
            process.Dispose();
        }

        _background.Clear();
    }

    private Process Start(string program, List<string> arguments)
    {
        var start = new ProcessStartInfo
        {
            FileName = _asNobody ? "setpriv" : program,
            WorkingDirectory = _directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        if (_asNobody)
        {
            NobodyPrefix.Append(program).ToList().ForEach(start.ArgumentList.Add);
        }

        arguments.ForEach(start.ArgumentList.Add);
        start.Environment.Clear();
        foreach (var (key, value) in _environment)
        {
            start.Environment[key] = value;
        }

        start.Environment["PWD"] = _directory;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    private async Task<(string Stdout, string Stderr)> CollectAsync(Process process)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_cancellationToken);
        limit.CancelAfter(_settings.CommandLimit);
        var stdout = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var stderr = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            return (await stdout, await stderr + "[killed: took too long]\n");
        }

        return (await stdout, await stderr);
    }

    private string ProgramPath(string name) =>
        name.Contains('/', StringComparison.Ordinal) ? Resolve(name) : FindOnPath(name) ?? throw new ScriptFailure($"no {name} on PATH");

    private string? FindOnPath(string name) =>
        _environment.GetValueOrDefault("PATH", "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(File.Exists);

    // Modes mean nothing to root: such steps run as the user "nobody" (65534).
    private static readonly string[] NobodyPrefix = ["--reuid=65534", "--regid=65534", "--clear-groups"];

    private bool CanBeNobody()
    {
        if (System.Environment.UserName != "root" || FindOnPath("setpriv") is null)
        {
            return false;
        }

        var start = new ProcessStartInfo("setpriv") { RedirectStandardError = true };
        foreach (var argument in (string[])[.. NobodyPrefix, "test", "-x", _settings.SutlerPath])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private void SwitchUser(string user)
    {
        Require(user is "nobody" or "self", $"unknown user {user}");
        _asNobody = user == "nobody";
        if (_asNobody)
        {
            using var chown = Process.Start("chown", ["-R", "65534:65534", _work]);
            chown.WaitForExit();
        }
    }

    private sealed class BackgroundStarted : Exception;
}
