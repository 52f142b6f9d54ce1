using System.Text;
using Sutler.CommandLine;
using Sutler.Errors;
using Sutler.Output;

namespace Sutler.TestKit.Fuzz;

/// <summary>Fuzz targets for what the executable reads of users and files.</summary>
public static class CommandLineFuzzTargets
{
    /// <summary>A <c>-reuse</c> file is read or refused; what was read prints to something that reads the same.</summary>
    public static void ReuseFile(ReadOnlySpan<byte> data)
    {
        string printed;
        try
        {
            printed = Print(Output.ReuseFile.Parse("old.json", data));
        }
        catch (SutlerException)
        {
            return;
        }

        var again = Print(Output.ReuseFile.Parse("old.json", Encoding.UTF8.GetBytes(printed)));
        if (again != printed)
        {
            throw new InvalidOperationException("a printed object reads back as another");
        }
    }

    /// <summary>GOFLAGS is refused, or every word of it begins with one or two dashes and a name.</summary>
    public static void GoFlagsSetting(ReadOnlySpan<byte> data)
    {
        try
        {
            foreach (var word in GoFlagsVariable.Parse(Encoding.UTF8.GetString(data)).Words)
            {
                if (!word.StartsWith('-') || word.TrimStart('-').Length is 0)
                {
                    throw new InvalidOperationException("a word without a name was taken for a flag");
                }
            }
        }
        catch (FatalException)
        {
        }
    }

    private static string Print(IEnumerable<Go.Download.DownloadedModule> modules)
    {
        using var output = new StringWriter();
        foreach (var module in modules)
        {
            ModuleJsonWriter.Write(output, module);
        }

        return output.ToString();
    }
}
