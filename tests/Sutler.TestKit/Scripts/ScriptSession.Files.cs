using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sutler.TestKit.Scripts;

public sealed partial class ScriptSession
{
    private const UnixFileMode AnyWrite = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private void FileCommand(string command, List<string> args)
    {
        switch (command)
        {
            case "cat":
                _stdout = string.Concat(args.Select(ReadText));
                _story.Append(_stdout);
                break;
            case "echo":
                _stdout = string.Join(' ', args) + "\n";
                break;
            case "cd":
                var target = Resolve(args[0]);
                Require(Directory.Exists(target), $"{args[0]} is no directory");
                _directory = target;
                break;
            case "chmod":
                args.Skip(1).ToList().ForEach(p => File.SetUnixFileMode(Resolve(p), (UnixFileMode)Convert.ToInt32(args[0], 8)));
                break;
            case "mode":
                args.Skip(1).ToList().ForEach(p => RequireMode(p, Convert.ToInt32(args[0], 8)));
                break;
            case "cmp" or "cmpenv":
                Compare(args, command == "cmpenv");
                break;
            case "cp":
                Copy(args);
                break;
            case "exists":
                Exists(args);
                break;
            case "mkdir":
                args.ForEach(p => Directory.CreateDirectory(Resolve(p)));
                break;
            case "mv":
                Move(Resolve(args[0]), Resolve(args[1]));
                break;
            case "replace":
                Replace(args);
                break;
            case "rm":
                args.ForEach(p => TestFiles.DeleteTree(Resolve(p)));
                break;
            case "zip":
                Zip(args);
                break;
            case "symlink":
                Require(args.Count == 3 && args[1] == "->", "usage: symlink path -> target");
                File.CreateSymbolicLink(Resolve(args[0]), args[2]);
                break;
            default:
                throw new FormatException($"unknown command {command}");
        }
    }

    private string ReadText(string name) => name switch
    {
        "stdout" => _stdout,
        "stderr" => _stderr,
        _ => File.Exists(Resolve(name)) ? File.ReadAllText(Resolve(name)) : throw new ScriptFailure($"{name} does not exist"),
    };

    private byte[] ReadBytes(string name) => name is "stdout" or "stderr" ? Encoding.UTF8.GetBytes(ReadText(name)) : File.ReadAllBytes(Resolve(name));

    private void RequireMode(string path, int wanted)
    {
        Require(Path.Exists(Resolve(path)), $"{path} does not exist");
        var mode = (int)File.GetUnixFileMode(Resolve(path));
        Require(mode == wanted, $"{path} has mode {Convert.ToString(mode, 8)}, not {Convert.ToString(wanted, 8)}");
    }

    private void Compare(List<string> args, bool expand)
    {
        var files = args.Where(a => a != "-q").ToList();
        var (have, want) = (ReadText(files[0]), ReadText(files[1]));
        if (expand)
        {
            (have, want) = (ExpandText(have), ExpandText(want));
        }

        Require(have == want, $"{files[0]} and {files[1]} differ:\n--- {files[0]}\n{have}--- {files[1]}\n{want}");
    }

    private void Copy(List<string> args)
    {
        var target = Resolve(args[^1]);
        foreach (var source in args[..^1])
        {
            var to = Directory.Exists(target) ? Path.Combine(target, Path.GetFileName(source)) : target;
            Require(source is "stdout" or "stderr" || File.Exists(Resolve(source)), $"{source} does not exist");
            Require(Directory.Exists(Path.GetDirectoryName(to)), $"{Path.GetDirectoryName(to)} does not exist");
            try
            {
                File.WriteAllBytes(to, ReadBytes(source));
            }
            catch (UnauthorizedAccessException denied)
            {
                throw new ScriptFailure(denied.Message);
            }
        }
    }

    private void Exists(List<string> args)
    {
        foreach (var path in args.Where(a => !a.StartsWith('-')))
        {
            var full = Resolve(path);
            Require(Path.Exists(full), $"{path} does not exist");
            var mode = File.GetUnixFileMode(full);
            Require(!args.Contains("-readonly") || (mode & AnyWrite) == 0, $"{path} exists but is writable");
            Require(!args.Contains("-exec") || (mode & AnyExecute) != 0, $"{path} exists but is not executable");
        }
    }

    // zip FILE ENTRY=SOURCE[,size=N][,packed=N][,crc=N]...: entries whose headers state what is asked; SOURCE *N is N zero bytes.
    private void Zip(List<string> args)
    {
        var zip = new ModuleZipBuilder();
        foreach (var arg in args.Skip(1))
        {
            var parts = arg[(arg.IndexOf('=', StringComparison.Ordinal) + 1)..].Split(',');
            var lies = parts.Skip(1).Select(part => part.Split('=')).ToDictionary(pair => pair[0], pair => ulong.Parse(pair[1], CultureInfo.InvariantCulture));
            var content = parts[0].StartsWith('*') ? new byte[int.Parse(parts[0].AsSpan(1), CultureInfo.InvariantCulture)] : ReadBytes(parts[0]);
            zip.Add(new ZipEntryForm(arg[..arg.IndexOf('=', StringComparison.Ordinal)], content)
            {
                StatedLength = lies.TryGetValue("size", out var size) ? size : null,
                StatedPackedLength = lies.TryGetValue("packed", out var packed) ? packed : null,
                StatedCrc32 = lies.TryGetValue("crc", out var crc) ? (uint)crc : null,
            });
        }

        File.WriteAllBytes(Resolve(args[0]), zip.ToArray());
    }

    private static void Move(string from, string to)
    {
        if (Directory.Exists(from))
        {
            Directory.Move(from, to);
        }
        else
        {
            File.Move(from, to, overwrite: true);
        }
    }

    private void Replace(List<string> args)
    {
        var path = Resolve(args[^1]);
        var text = File.ReadAllText(path);
        for (var i = 0; i + 2 < args.Count; i += 2)
        {
            text = text.Replace(Unquote(args[i]), Unquote(args[i + 1]), StringComparison.Ordinal);
        }

        File.WriteAllText(path, text);
    }

    private static string Unquote(string text) =>
        EscapePattern().Replace(text, m => m.Value[1] switch
        {
            'n' => "\n",
            't' => "\t",
            'r' => "\r",
            'x' => ((char)int.Parse(m.Value.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString(),
            var c => c.ToString(),
        });

    [GeneratedRegex(@"\\(x[0-9a-fA-F]{2}|.)")]
    private static partial Regex EscapePattern();
}
