"""What every process of the tests would load and none needs: ``-p tests.imports``, before other plugins.

jsonschema, which reads notebooks, looks for rfc3987-syntax, which builds dozens of grammars when it is
imported: two seconds in each process. They are for addresses in other alphabets, which no notebook has.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)
