using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Sutler.Errors;
using Sutler.Go.Direct.Programs;

namespace Sutler.Go.Direct.Archives;

/// <summary>A member of a tar that is no directory.</summary>
/// <param name="Path">Its name, unchecked.</param>
/// <param name="Start">Where its content begins, in bytes from the beginning of the tar.</param>
/// <param name="Size">Bytes; they are all in the tar.</param>
/// <param name="IsRegular">Whether it is a file, and no link or anything else.</param>
public readonly record struct TarMember(string Path, long Start, long Size, bool IsRegular);

/// <summary>Reads bytes of a file, all that are asked for.</summary>
public delegate void ReadFileAt(long offset, Span<byte> into);

/// <summary>Lists a tar in the ustar form with pax headers, which is the only one that git writes. Names keep their bytes, whatever these are.</summary>
/// <remarks>POSIX.1-2001, pax: a header of 512 bytes, the content padded to 512, two blocks of zeros at the end.</remarks>
/// <param name="length">Length of the file in bytes.</param>
/// <param name="readAt">Reads from it.</param>
public sealed class TarReader(long length, ReadFileAt readAt)
{
    private const int Block = 512;
    private const long LongestPax = 1 << 20;

    private readonly byte[] _header = new byte[Block];
    private Dictionary<string, byte[]> _pax = [];

    /// <summary>All members but directories, in order; <see cref="SutlerException"/> where the file is no such tar.</summary>
    public IEnumerable<TarMember> ReadAll()
    {
        for (long at = 0; ReadHeader(at);)
        {
            var type = (char)_header[156];
            var size = Size();
            var start = at + Block;
            if (size < 0 || size > length - start)
            {
                throw Malformed();
            }

            at = start + ((size + Block - 1) / Block * Block);
            if (type is 'x' or 'g')
            {
                _pax = type == 'x' ? ReadPax(start, size) : [];
            }
            else
            {
                var path = ProgramText.Decode(Path());
                _pax = [];
                if (type != '5')
                {
                    yield return new TarMember(path, start, size, type is '0' or '\0');
                }
            }
        }
    }

    // False for the block of zeros that ends the archive.
    private bool ReadHeader(long at)
    {
        if (length - at < Block)
        {
            throw Malformed();
        }

        readAt(at, _header);
        if (!_header.AsSpan().ContainsAnyExcept((byte)0))
        {
            return false;
        }

        return Sum() == Number(148, 8) && _header.AsSpan(257, 5).SequenceEqual("ustar"u8) ? true : throw Malformed();
    }

    // Of all bytes, with blanks where it stands itself.
    private int Sum()
    {
        var sum = 8 * ' ';
        for (var i = 0; i < Block; i++)
        {
            sum += i is >= 148 and < 156 ? 0 : _header[i];
        }

        return sum;
    }

    private ReadOnlySpan<byte> Path()
    {
        if (_pax.TryGetValue("path", out var path))
        {
            return path;
        }

        var name = Field(0, 100);
        var prefix = Field(345, 155);
        return prefix.IsEmpty ? name : (byte[])[.. prefix, (byte)'/', .. name];
    }

    private long Size() => _pax.TryGetValue("size", out var size)
        ? long.TryParse(Encoding.ASCII.GetString(size), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : throw Malformed()
        : Number(124, 12);

    private ReadOnlySpan<byte> Field(int start, int width)
    {
        var field = _header.AsSpan(start, width);
        return field.IndexOf((byte)0) is >= 0 and var end ? field[..end] : field;
    }

    // Octal digits, or for what is too large a first bit of one and a number.
    private long Number(int start, int width)
    {
        if (_header[start] >= 0x80)
        {
            return width == 12 ? BinaryPrimitives.ReadInt64BigEndian(_header.AsSpan(start + 4)) : throw Malformed();
        }

        long value = 0;
        foreach (var digit in Field(start, width).Trim((byte)' '))
        {
            value = digit is >= (byte)'0' and <= (byte)'7' ? (value * 8) + (digit - '0') : throw Malformed();
        }

        return value;
    }

    // "LENGTH KEY=VALUE\n", the length counting all of it.
    private Dictionary<string, byte[]> ReadPax(long start, long size)
    {
        var records = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        ReadOnlySpan<byte> left = ReadAll(start, size);
        while (!left.IsEmpty)
        {
            var space = left.IndexOf((byte)' ');
            if (space < 1 || !int.TryParse(left[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var whole) || whole <= space + 1 || whole > left.Length)
            {
                throw Malformed();
            }

            var record = left[(space + 1)..(whole - 1)];
            var equals = record.IndexOf((byte)'=');
            records[Encoding.UTF8.GetString(record[..(equals < 0 ? throw Malformed() : equals)])] = record[(equals + 1)..].ToArray();
            left = left[whole..];
        }

        return records;
    }

    private byte[] ReadAll(long start, long size)
    {
        var bytes = new byte[size <= LongestPax ? size : throw Malformed()];
        readAt(start, bytes);
        return bytes;
    }

    private static SutlerException Malformed() => new("unexpected response from git archive: malformed tar");
}
